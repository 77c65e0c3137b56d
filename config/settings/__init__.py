"""Settings by stage: base is shared; dev, test and prod add what differs."""
