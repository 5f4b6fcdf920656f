-- A password's hash may be of a digest under a pepper, whose name it has then.
ALTER TABLE users DROP CONSTRAINT users_password_is_a_hash;
ALTER TABLE users ADD CONSTRAINT users_password_is_a_hash CHECK (password ~ '^(\$clinic1\$[0-9a-f]{8})?\$2b\$');
