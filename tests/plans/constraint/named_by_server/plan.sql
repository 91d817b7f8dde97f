-- together
ALTER DOMAIN public.percent RENAME CONSTRAINT percent_check1 TO percent_check1__old;
ALTER DOMAIN public.percent RENAME CONSTRAINT percent_check TO percent_check__old;
ALTER TABLE public.renamed RENAME CONSTRAINT renamed_b_check TO renamed_b_check__old;
ALTER TABLE public.renamed RENAME CONSTRAINT renamed_a_check TO renamed_a_check__old;
ALTER DOMAIN public.percent RENAME CONSTRAINT percent_check1__old TO percent_check;
ALTER DOMAIN public.percent RENAME CONSTRAINT percent_check__old TO percent_check1;
ALTER TABLE public.renamed RENAME CONSTRAINT renamed_b_check__old TO renamed_a_check;
ALTER TABLE public.renamed RENAME CONSTRAINT renamed_a_check__old TO renamed_b_check;
ALTER TABLE public.rooms RENAME CONSTRAINT rooms_pkey TO rooms_pkey1;
ALTER TABLE public.guests RENAME CONSTRAINT guests_room_fkey TO guests_room_fkey1;
ALTER TABLE public.rooms RENAME CONSTRAINT rooms_size_check TO rooms_size_check1;
ALTER TABLE public.rooms RENAME CONSTRAINT rooms_size_key TO rooms_size_key1;
ALTER INDEX public.guests_name_idx RENAME TO guests_name_idx1;
