"""The register of breaches of personal data: from a suspicion to the lesson.

The cycle is that of OCHA's Guidance Note 2 on data incident management (2019): notification,
classification, treatment, closure, learning. One module an act; `CFM Data Breach` holds what became of it.
"""
