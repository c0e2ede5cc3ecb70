"""Fetches the URLs of a file over pycurl's multi interface: pycurl_multi.py FILE LIMIT tight|pyparallelcurl 1.1|2"""

import json
import sys
import time
from io import BytesIO

import pycurl

succeeded = 0
received = 0


def new_handle(version):
    handle = pycurl.Curl()
    handle.setopt(pycurl.NOSIGNAL, 1)
    handle.setopt(pycurl.SSL_VERIFYPEER, 0)
    handle.setopt(pycurl.SSL_VERIFYHOST, 0)
    two = version == "2"
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS if two else pycurl.CURL_HTTP_VERSION_1_1)
    handle.setopt(pycurl.PIPEWAIT, 1 if two else 0)
    return handle


def start(multi, handle, url):
    handle.body = BytesIO()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.WRITEFUNCTION, handle.body.write)
    multi.add_handle(handle)


def finished(multi):
    """The handles that are done, each counted and taken off."""
    global succeeded, received
    done = []
    while True:
        queued, good, bad = multi.info_read()
        for handle in good:
            if handle.getinfo(pycurl.RESPONSE_CODE) == 200:
                succeeded += 1
            received += len(handle.body.getvalue())
            multi.remove_handle(handle)
            done.append(handle)
        for handle, _, message in bad:
            sys.stderr.write(message + "\n")
            multi.remove_handle(handle)
            done.append(handle)
        if queued == 0:
            return done


def perform(multi):
    while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
        pass


def run_tight(urls, limit, version):
    """As fast as pycurl goes: handles are used again, and nothing waits but select."""
    multi = pycurl.CurlMulti()
    idle = [new_handle(version) for _ in range(min(limit, len(urls)))]
    outstanding = 0
    position = 0
    while position < len(urls) or outstanding:
        while position < len(urls) and idle:
            start(multi, idle.pop(), urls[position])
            position += 1
            outstanding += 1
        perform(multi)
        done = finished(multi)
        outstanding -= len(done)
        idle.extend(done)
        if not done:
            multi.select(1.0)


def run_like_pyparallelcurl(urls, limit, version):
    """Its loop in its order: a new handle per request, select up to 1 s around every step, sleep 10 ms while full."""
    multi = pycurl.CurlMulti()
    outstanding = set()

    def check():
        if multi.select(1.0) == -1:
            return
        perform(multi)
        outstanding.difference_update(finished(multi))

    def wait_below(count):
        while True:
            check()
            if len(outstanding) < count:
                return
            time.sleep(0.01)

    for url in urls:
        wait_below(limit)
        handle = new_handle(version)
        outstanding.add(handle)
        start(multi, handle, url)
        check()
    wait_below(1)


def main():
    with open(sys.argv[1], encoding="ascii") as lines:
        urls = lines.read().split()
    run = run_tight if sys.argv[3] == "tight" else run_like_pyparallelcurl
    wall, cpu = time.perf_counter(), time.process_time()
    run(urls, int(sys.argv[2]), sys.argv[4])
    print(json.dumps({
        "succeeded": succeeded,
        "bytes": received,
        "wallSeconds": time.perf_counter() - wall,
        "cpuSeconds": time.process_time() - cpu,
        "unmeasured": 0,
    }))


main()
