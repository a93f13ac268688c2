"""What is wrong with an installation: the machine, the register's repository, the folders of its sites."""
