"""Fresh letters as text: invented petitions, and what each of them states, field by field."""
