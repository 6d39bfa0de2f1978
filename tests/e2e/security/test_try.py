import time
def test_x(school):
    print(school.tenant, school.instructor.who())
