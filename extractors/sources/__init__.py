"""From a file to its pages before they are read: pictures, PDF, documents, mails."""
