"""Two clinics with a fortnight's life, for trying TopSmile: `topsmile seed --demo`."""

from topsmile.demo.service import PASSWORD, RealClinics, seed

__all__ = ["PASSWORD", "RealClinics", "seed"]
