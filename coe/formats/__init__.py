"""How Django itself writes dates, where a language's own way is not the product's."""
