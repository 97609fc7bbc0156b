-- Which web origins may embed a brand: pages of other sites that may read its instructors and its free times.
--
-- Why: a browser lets a page of another origin read an answer only when the answer names that origin.
-- Locks: nothing; adding a column with a default at the end is instant. A file that stopped half way can be applied again. The
-- binary of the release before neither sees nor needs it.

ALTER TABLE brands
    ADD COLUMN IF NOT EXISTS embed_origins VARCHAR(4000) NOT NULL DEFAULT ''
        COMMENT 'web origins whose pages may read what visitors may, with blanks between them';
