import type pg from 'pg';
import { crlShardsOf } from '../../domain/issuance/certificate-profiles.ts';
import { readCertificateProfiles } from '../../domain/issuance/read-certificate-profiles.ts';

/**
 * The most shards that profiles of this room ever spread lists over: certificates of all of them live on, and name one of
 * these. Documents that are withdrawn count, too.
 */
export async function shardsEver(pool: Pick<pg.Pool, 'query'>): Promise<number> {
  const { rows } = await pool.query<{ content: Buffer }>(
    "select content from accepted_documents where document_type = 'profile'",
  );
  const counts = rows.map(({ content }) => {
    const profiles = readCertificateProfiles(JSON.parse(content.toString('utf8')) as unknown);
    return profiles ? crlShardsOf(profiles) : 1;
  });
  return Math.max(1, ...counts);
}
