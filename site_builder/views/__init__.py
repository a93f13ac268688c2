"""Register → Edition: what one audience may see on one day; what is not in it cannot leak."""
