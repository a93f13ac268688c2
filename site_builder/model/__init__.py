"""Record → Case → Register, and pure questions to a register; touches no disk, clock or network."""
