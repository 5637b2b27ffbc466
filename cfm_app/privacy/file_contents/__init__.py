"""What files hold: their bytes in the folder of the site, notes of cameras, markup that would run."""
