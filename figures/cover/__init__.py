"""What stands outside the parts: the card a link to the book is shown with."""
