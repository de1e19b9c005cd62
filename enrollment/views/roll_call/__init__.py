"""What the phone page of the roll call talks to: lists, marks, codes, pictures, its worker."""
