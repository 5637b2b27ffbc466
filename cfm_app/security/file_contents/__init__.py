"""What files hold: their bytes in the folder of the site, and what cameras noted in them."""
