"""Online payment providers behind one protocol: create, read, and the page the payer opens."""
