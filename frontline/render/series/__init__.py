"""Scene → many pictures: films and atlases."""
