import subprocess
import sys
import time
import signal

SCRIPT = """
import glasscape
print("begin", flush=True)
try:
    glasscape.train("paper_bn", seeds=200)
except KeyboardInterrupt:
    print("stopped", flush=True)
print(glasscape.Mixture("pure:3").complexity() > 0)
"""


def test_ctrl_c_stops_long_work_and_leaves_the_module_usable():
    child = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "begin\n"
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    output, _ = child.communicate(timeout=30)
    assert output == "stopped\nTrue\n"
    assert child.returncode == 0
