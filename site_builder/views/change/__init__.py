"""What a change moved, in the terms of the workflow: for those who review it, and for those who look at it later."""
