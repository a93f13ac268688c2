"""Text and places in it: what every other part may use and which uses none of them."""
