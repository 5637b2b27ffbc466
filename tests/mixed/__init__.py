"""An office at work: many people at once, on a machine on which parts fail.

    python -m tests.mixed http://127.0.0.1:8000 --password ADMINISTRATOR --minutes 60 \\
        --fault "worker killed=pkill -9 -f 'frappe worker'" --fault "database=service mariadb restart"

Everything that the office answered with a yes must be there once afterwards, and nothing twice.
"""
