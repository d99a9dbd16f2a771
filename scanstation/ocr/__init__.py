"""Text recognition: pages in, words with boxes out, in worker processes at low priority."""
