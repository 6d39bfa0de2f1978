"""QTI 1.2, and what Canvas and Respondus make of it: https://www.imsglobal.org/question/index.html."""
