"""What a detector makes of a recoil: quenching, resolution, acceptance."""
