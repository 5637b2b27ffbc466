from frappe_embedded.kernel.document.nestedset import (
    NestedSet,
    NestedSetChildExistsError,
    NestedSetInvalidMergeError,
    NestedSetRecursionError,
    get_ancestors_of,
    get_descendants_of,
    get_root_of,
    rebuild_tree,
    update_nsm,
)
