-- Which doctors' book a front desk works with.

-- A desk without a row works with everybody's.
CREATE TABLE desk_assignments (
    desk_id   uuid NOT NULL,
    doctor_id uuid NOT NULL,

    PRIMARY KEY (desk_id, doctor_id)
);

-- Whoever changes a desk's rows locks the one here. No row: never changed.
CREATE TABLE desks (
    id         uuid        PRIMARY KEY,
    -- Grows by one with every change; the entity tag.
    version    bigint      NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
