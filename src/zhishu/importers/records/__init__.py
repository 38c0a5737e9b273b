"""Records of patents in XML, JSON and packages of them: read behind the door, one row of cells after the other."""
