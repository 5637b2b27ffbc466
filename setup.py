"""What pyproject.toml cannot say: the tests, which stand beside what they test, are not part of a wheel."""

from setuptools import setup
from setuptools.command.build_py import build_py


class WithoutTests(build_py):
    def find_package_modules(self, package, package_dir):
        modules = super().find_package_modules(package, package_dir)
        return [each for each in modules if not each[1].startswith("test_")]


setup(cmdclass={"build_py": WithoutTests})
