-- The front desk has a role of its own. It changes no appointment yet.
ALTER TABLE people DROP CONSTRAINT people_role_known;
ALTER TABLE people ADD CONSTRAINT people_role_known CHECK (role IN ('PATIENT', 'DOCTOR', 'DESK', 'ADMIN'));

ALTER DOMAIN actor_role DROP CONSTRAINT actor_role_known;
ALTER DOMAIN actor_role ADD CONSTRAINT actor_role_known CHECK (VALUE IN ('PATIENT', 'DOCTOR', 'DESK', 'ADMIN', 'SYSTEM'));
