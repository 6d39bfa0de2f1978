"""What learning keeps: `T#t#U#u / PROGRESS#c`. What it reads: outlines, lessons, whether an enrollment is active."""
