"""What a restricted case keeps, leaves behind and gives away; what is written about it; whom only it knows."""
