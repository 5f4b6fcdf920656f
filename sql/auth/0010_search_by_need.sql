-- Doctors are found by their names, their specializations and what they are for, with or without accents, and nearly.

-- Likeness of texts. A trusted extension since PostgreSQL 13: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- A text as it is compared: without case and accents. What is an accent on a letter is taken off; letters that are others by themselves
-- are written as people write them who have no such key. Of Arabic the vowel signs and what stands on an alef are left out.
CREATE FUNCTION folded(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT lower(replace(replace(replace(replace(replace(translate(
        regexp_replace(normalize($1, NFD), '[\u0300-\u036f\u0640\u064b-\u065f\u0670]', '', 'g'),
        'ØøŁłĐđıĦħ', 'oollddihh'), 'ß', 'ss'), 'ẞ', 'ss'), 'Æ', 'ae'), 'æ', 'ae'), 'œ', 'oe'))
$$;

-- The old columns go with their indexes. All in one go: the table is written anew once.
DROP INDEX users_doctors_by_specialization;
ALTER TABLE users
    DROP COLUMN directory_words,
    DROP COLUMN account_words,
    -- What doctors are found by; B is the specialization. Parted at punctuation as in 0003, as the service parts a query.
    ADD COLUMN directory_words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', translate(folded(first_name || ' ' || last_name),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'A')
        || setweight(to_tsvector('simple', translate(folded(coalesce(specialization, '')),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'B')
    ) STORED,
    -- What doctors are found by nearly.
    ADD COLUMN directory_text text NOT NULL GENERATED ALWAYS AS (
        folded(first_name || ' ' || last_name || ' ' || coalesce(specialization, ''))
    ) STORED,
    ADD COLUMN folded_specialization text GENERATED ALWAYS AS (folded(specialization)) STORED,
    -- What an admin finds accounts by.
    ADD COLUMN account_words tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', translate(folded(first_name || ' ' || last_name || ' ' || email),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '))
    ) STORED;

CREATE INDEX users_doctors_by_words ON users USING gin (directory_words) WHERE role = 'DOCTOR' AND active;
CREATE INDEX users_by_words ON users USING gin (account_words);
CREATE INDEX users_doctors_by_likeness ON users USING gist (directory_text gist_trgm_ops) WHERE role = 'DOCTOR' AND active;
CREATE INDEX users_doctors_by_specialization ON users (folded_specialization text_pattern_ops, specialization)
    WHERE role = 'DOCTOR' AND active;

-- What people call what doctors are for, and the beginnings of the specializations that are for it, in whatever language. Admins keep it.
CREATE TABLE synonyms (
    id               uuid        PRIMARY KEY,
    -- Of each all words must begin words of a doctor's specialization; one of three letters or fewer must be one.
    specializations  text[]      NOT NULL,
    -- Grows with every change, also of the words; the ETag.
    version          bigint      NOT NULL DEFAULT 1,
    updated_at       timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT synonyms_have_specializations CHECK (cardinality(specializations) BETWEEN 1 AND 20)
);

CREATE TABLE synonym_words (
    synonym_id  uuid     NOT NULL REFERENCES synonyms (id) ON DELETE CASCADE,
    place       smallint NOT NULL,
    word        text     NOT NULL,
    folded_word text     NOT NULL GENERATED ALWAYS AS (folded(word)) STORED,

    PRIMARY KEY (synonym_id, place)
);

-- By the beginning of a word.
CREATE INDEX synonym_words_by_word ON synonym_words (folded_word text_pattern_ops);

WITH seed (specializations, words) AS (VALUES
    (ARRAY['Dermatolog', 'Haut', 'Piel', 'Peau', 'الجلد', 'جلد'],
        ARRAY['skin', 'rash', 'acne', 'mole', 'itch', 'eczema', 'wart', 'hair', 'nail', 'haut', 'ausschlag', 'akne', 'muttermal',
            'juckreiz', 'ekzem', 'warze', 'haare', 'nagel', 'peau', 'éruption', 'acné', 'grain', 'démangeaison', 'eczéma',
            'verrue', 'cheveux', 'ongle', 'piel', 'sarpullido', 'lunar', 'picor', 'eccema', 'verruga', 'pelo', 'uña', 'جلد',
            'بشرة', 'طفح', 'حب', 'شباب', 'شامة', 'حكة', 'إكزيما', 'ثؤلول', 'شعر', 'ظفر']),
    (ARRAY['Cardiolog', 'Kardiolog', 'Herz', 'القلب', 'قلب'],
        ARRAY['heart', 'chest', 'palpitation', 'pressure', 'blood', 'circulation', 'pulse', 'herz', 'brust', 'herzklopfen',
            'blutdruck', 'kreislauf', 'puls', 'coeur', 'cœur', 'poitrine', 'tension', 'pouls', 'corazón', 'pecho',
            'palpitación', 'tensión', 'circulación', 'pulso', 'قلب', 'صدر', 'خفقان', 'ضغط', 'دورة', 'نبض']),
    (ARRAY['General', 'Family', 'Internal', 'Allgemein', 'Hausarzt', 'Innere', 'Générale', 'Medicina general', 'Medicina familiar', 'العام', 'طب عام'],
        ARRAY['cold', 'flu', 'fever', 'cough', 'tired', 'vaccination', 'checkup', 'check', 'sick', 'note', 'prescription',
            'erkältung', 'grippe', 'fieber', 'husten', 'müde', 'impfung', 'vorsorge', 'krank', 'krankschreibung', 'rezept',
            'rhume', 'fièvre', 'toux', 'fatigue', 'vaccin', 'bilan', 'malade', 'ordonnance', 'resfriado', 'gripe', 'fiebre',
            'tos', 'cansancio', 'vacuna', 'revisión', 'enfermo', 'baja', 'receta', 'زكام', 'إنفلونزا', 'حمى', 'سعال', 'تعب',
            'تطعيم', 'لقاح', 'فحص', 'مرض', 'وصفة']),
    (ARRAY['Pneumolog', 'Pulmo', 'Lung', 'Neumolog', 'Respiratory', 'الصدر', 'صدر'],
        ARRAY['lung', 'breath', 'asthma', 'cough', 'lunge', 'atem', 'husten', 'poumon', 'souffle', 'asthme', 'toux', 'pulmón',
            'respirar', 'asma', 'tos', 'رئة', 'تنفس', 'ربو', 'سعال']),
    (ARRAY['ENT', 'Ear', 'HNO', 'Hals', 'ORL', 'Oto', 'Otorr', 'الأنف', 'أنف'],
        ARRAY['ear', 'nose', 'throat', 'hearing', 'tonsil', 'sinus', 'hoarse', 'ohr', 'nase', 'hals', 'gehör', 'mandel',
            'nebenhöhle', 'heiser', 'oreille', 'nez', 'gorge', 'audition', 'amygdale', 'oído', 'oreja', 'nariz', 'garganta',
            'amígdala', 'sinusitis', 'أذن', 'أنف', 'حلق', 'سمع', 'لوزة', 'جيوب', 'بحة']),
    (ARRAY['Ophthalm', 'Eye', 'Auge', 'Oftalm', 'Ophtalm', 'العيون', 'عيون'],
        ARRAY['eye', 'sight', 'vision', 'glasses', 'blurred', 'auge', 'sehen', 'brille', 'verschwommen', 'oeil', 'œil', 'yeux',
            'vue', 'lunettes', 'flou', 'ojo', 'ojos', 'vista', 'gafas', 'borroso', 'عين', 'عيون', 'نظر', 'رؤية', 'نظارة']),
    (ARRAY['Orthop', 'Ortop', 'Traumat', 'Rheuma', 'Reuma', 'Rhumato', 'العظام', 'عظام'],
        ARRAY['bone', 'back', 'knee', 'hip', 'shoulder', 'joint', 'fracture', 'sprain', 'neck', 'knochen', 'rücken', 'knie',
            'hüfte', 'schulter', 'gelenk', 'bruch', 'verstaucht', 'nacken', 'dos', 'genou', 'hanche', 'épaule', 'articulation',
            'entorse', 'cou', 'hueso', 'espalda', 'rodilla', 'cadera', 'hombro', 'articulación', 'fractura', 'esguince',
            'cuello', 'عظم', 'ظهر', 'ركبة', 'ورك', 'كتف', 'مفصل', 'كسر', 'التواء', 'رقبة', 'os']),
    (ARRAY['Dent', 'Zahn', 'Odont', 'الأسنان', 'أسنان'],
        ARRAY['tooth', 'teeth', 'gum', 'dentist', 'filling', 'zahn', 'zähne', 'zahnfleisch', 'zahnarzt', 'füllung', 'dent',
            'dents', 'gencive', 'dentiste', 'plombage', 'diente', 'dientes', 'muela', 'encía', 'dentista', 'empaste', 'سن',
            'أسنان', 'لثة', 'ضرس', 'حشوة']),
    (ARRAY['Pediatr', 'Paediatr', 'Kinder', 'الأطفال', 'أطفال'],
        ARRAY['child', 'children', 'baby', 'infant', 'kind', 'kinder', 'säugling', 'enfant', 'enfants', 'bébé', 'nourrisson',
            'niño', 'niña', 'niños', 'bebé', 'طفل', 'أطفال', 'رضيع']),
    (ARRAY['Gynaec', 'Gynec', 'Gynäk', 'Frauen', 'Ginec', 'Obstet', 'النساء', 'نساء'],
        ARRAY['pregnancy', 'pregnant', 'period', 'contraception', 'breast', 'schwanger', 'schwangerschaft', 'periode',
            'verhütung', 'brust', 'grossesse', 'enceinte', 'règles', 'sein', 'embarazo', 'embarazada', 'regla',
            'anticonceptivo', 'mama', 'حمل', 'حامل', 'دورة', 'شهرية', 'ثدي']),
    (ARRAY['Neurolog', 'Nerven', 'الأعصاب', 'أعصاب'],
        ARRAY['headache', 'migraine', 'dizzy', 'numb', 'seizure', 'nerve', 'kopfschmerz', 'kopf', 'migräne', 'schwindel', 'taub',
            'anfall', 'nerv', 'tête', 'vertige', 'engourdi', 'crise', 'nerf', 'cabeza', 'migraña', 'mareo', 'entumecido',
            'convulsión', 'nervio', 'صداع', 'رأس', 'شقيقة', 'دوخة', 'خدر', 'نوبة', 'عصب']),
    (ARRAY['Psych', 'Psiq', 'Psic', 'النفس', 'نفس'],
        ARRAY['depression', 'anxiety', 'sleep', 'stress', 'panic', 'burnout', 'angst', 'schlaf', 'panik', 'dépression', 'anxiété',
            'sommeil', 'panique', 'depresión', 'ansiedad', 'sueño', 'estrés', 'pánico', 'agotamiento', 'اكتئاب', 'قلق', 'نوم',
            'ضغط', 'نفسي', 'هلع']),
    (ARRAY['Gastro', 'الهضم', 'هضم'],
        ARRAY['stomach', 'belly', 'diarrhoea', 'bowel', 'nausea', 'reflux', 'liver', 'magen', 'bauch', 'durchfall', 'darm',
            'übelkeit', 'sodbrennen', 'leber', 'estomac', 'ventre', 'diarrhée', 'intestin', 'nausée', 'foie', 'estómago',
            'barriga', 'diarrea', 'intestino', 'náusea', 'reflujo', 'hígado', 'معدة', 'بطن', 'إسهال', 'أمعاء', 'غثيان', 'حموضة',
            'كبد']),
    (ARRAY['Urolog', 'Nephro', 'Nefro', 'Néphro', 'المسالك', 'مسالك'],
        ARRAY['kidney', 'bladder', 'urine', 'prostate', 'niere', 'blase', 'urin', 'prostata', 'rein', 'vessie', 'riñón', 'vejiga',
            'orina', 'próstata', 'كلية', 'مثانة', 'بول', 'بروستاتا'])
), made AS (
    INSERT INTO synonyms (id, specializations) SELECT gen_random_uuid(), specializations FROM seed RETURNING id, specializations
)
INSERT INTO synonym_words (synonym_id, place, word)
SELECT made.id, w.place, w.word FROM made JOIN seed USING (specializations) CROSS JOIN unnest(seed.words) WITH ORDINALITY AS w (word, place);
