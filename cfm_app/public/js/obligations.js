/** What somebody must sign and learn: a list of links, which needs no more than to be there. */
document.body.dataset.ready = '1';
