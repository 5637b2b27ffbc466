"""The scenarios of the folder `scenarios`, each as a test of its own."""

from cfm_app.testing.specs import runner

# Test runners look for classes in the module; the files decide which ones there are.
globals().update(runner.test_classes())
