"""QTI 2.0 to 3.0: https://www.imsglobal.org/spec/qti/v3p0, in either spelling."""
