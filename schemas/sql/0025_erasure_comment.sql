-- needs: 22.3
ALTER TABLE erasures MODIFY COMMENT 'Who is stored without their person: keyed hashes and moments. Read it with FINAL';
