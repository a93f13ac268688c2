"""Files → folder: the whole site or the old one."""
