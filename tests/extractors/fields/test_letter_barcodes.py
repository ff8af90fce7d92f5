"""The barcode of a letter: of registered mail before any other, never one that is a person's or an app's."""

import pytest

from extractors.fields.letter_barcodes import find_letter_barcodes, has_check_digit
from records import Barcode, Page
from tests.extractors.sheet_of import make_letter

BOX = (10.0, 20.0, 300.0, 80.0)


def found(*pages: list[tuple[str, str]]):
    letter = make_letter(*["一"] * len(pages))
    codes = [tuple(Barcode(format=form, text=text, box=BOX) for form, text in page) for page in pages]
    told = [Page(number=number, source="image", barcodes=page) for number, page in enumerate(codes, start=1)]
    return list(find_letter_barcodes(letter.model_copy(update={"pages": tuple(told)})))


def test_a_letter_without_a_barcode_has_none():
    assert found([]) == []


@pytest.mark.parametrize("text", ["XA12345678935", "RR123456785CN", "1100012345678"])
@pytest.mark.parametrize("form", ["Code128", "Code39"])
def test_a_printed_barcode_is_the_letters_own_and_leads_back_to_its_place(text, form):
    (finding,) = found([(form, text)])
    assert (finding.field, finding.value, finding.doubt) == ("letter_barcode", text, None)
    assert [(place.page, place.box) for place in finding.places] == [(1, BOX)]


def test_registered_mail_goes_before_another_code_wherever_it_stands():
    (finding,) = found([("EAN13", "6901234567892")], [("Code128", "XA12345678935")])
    assert (finding.value, finding.rule, finding.doubt) == ("XA12345678935", "letter-barcode.registered", None)
    assert finding.places[0].page == 2


@pytest.mark.parametrize("code", [("QRCode", "https://weixin.qq.com/r/abc"), ("Code128", "LAIXIN1;" + "1" * 20)])
def test_a_qr_code_and_a_separators_are_no_letters_barcode(code):
    assert found([code]) == []


def test_several_numbers_of_one_kind_are_doubted_and_the_same_twice_is_not():
    assert found([("Code128", "XA12345678935"), ("Code128", "XA12345678936")])[0].doubt == "letter-barcode.several"
    assert found([("Code128", "XA12345678935")], [("Code128", "XA12345678935")])[0].doubt is None


def test_a_number_with_a_wrong_check_digit_is_kept_and_doubted():
    (finding,) = found([("Code128", "RR123456784CN")])
    assert (finding.value, finding.doubt) == ("RR123456784CN", "letter-barcode.checksum")


@pytest.mark.parametrize(
    ("number", "right"),
    # By UPU S10: weights 8 6 4 2 3 5 9 7; the sums with a digit of 0 and of 5 by rule among them.
    [
        ("RA473124829CN", True), ("RA473124839CN", False), ("EE000000005CN", True), ("EE000000000CN", False),
        ("EE000040000CN", True), ("EE600000007CN", True), ("EE600000008CN", False),
    ],
)  # fmt: skip
def test_the_check_digit_is_that_of_upu_s10(number, right):
    assert has_check_digit(number) is right


def test_a_number_within_the_country_has_no_check_that_is_known():
    assert has_check_digit("XA12345678935")
