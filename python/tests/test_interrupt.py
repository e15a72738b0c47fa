import os
import subprocess
import sys

# The training sends itself SIGINT when it reaches its second checkpoint.
SCRIPT = """
import glasscape
try:
    glasscape.train("paper_bn", seeds=200, folder="run")
except KeyboardInterrupt:
    print("stopped", flush=True)
print(glasscape.Mixture("pure:3").complexity() > 0)
"""


def test_ctrl_c_stops_long_work_and_leaves_the_module_usable(tmp_path):
    environment = dict(os.environ, GLASSCAPE_STOP="checkpoint:2:INT")
    child = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert child.stdout == "stopped\nTrue\n", child.stderr
    assert child.returncode == 0


def test_two_threads_give_the_handlers_back(tmp_path):
    script = """
import signal, threading
import glasscape
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background processes begin with it ignored
before = signal.getsignal(signal.SIGINT)
h = glasscape.Hamiltonian("pure:3", 6)
threads = [threading.Thread(target=lambda: [glasscape.census(h, sample=i) for i in range(20)]) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
try:
    signal.raise_signal(signal.SIGINT)
    print("lost")
except KeyboardInterrupt:
    print("kept", signal.getsignal(signal.SIGINT) is before)
"""
    child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert child.stdout == "kept True\n", child.stderr
