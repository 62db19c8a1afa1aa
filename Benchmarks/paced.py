"""Requests at a steady pace, whatever the server does: python3 paced.py PORT RATE SECONDS FILE prints JSON.

FILE is a list of [method, path, headers, body], taken in turn. The time of a request counts from the instant at which it was
due: a server that stalls cannot make the load wait for it.
"""

import http.client
import json
import sys
import threading
import time

PORT, RATE, SECONDS = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
REQUESTS = json.load(open(sys.argv[4]))
THREADS = 24

turn, mutex, times, errors = 0, threading.Lock(), [], []
begin = time.monotonic() + 0.2


def press():
    global turn
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    while True:
        with mutex:
            number, turn = turn, turn + 1
        due = begin + number / RATE
        if due > begin + SECONDS:
            return
        time.sleep(max(0, due - time.monotonic()))
        method, path, headers, body = REQUESTS[number % len(REQUESTS)]
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            if response.status >= 400:
                errors.append(response.status)
        except OSError as failure:
            errors.append(str(failure))
            connection.close()
        times.append((time.monotonic() - due) * 1000)


threads = [threading.Thread(target=press) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({"milliseconds": times, "errors": errors}))
