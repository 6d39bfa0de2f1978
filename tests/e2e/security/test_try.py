import time
from tests.e2e.world import furnish
def test_x(school):
    t=time.time()
    w=furnish(school)
    print(time.time()-t, w.path())
