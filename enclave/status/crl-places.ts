import type pg from 'pg';
import {
  crlShardOf,
  crlShardsOf,
  type CertificateProfiles,
} from '../../domain/issuance/certificate-profiles.ts';
import { readCertificateProfiles } from '../../domain/issuance/read-certificate-profiles.ts';

/** A list of an issuer key: the shard that certificates name, and by which URLs. */
export interface CrlShard {
  readonly shard: number;
  /** More than one where the address of the repository has changed; certificates of both live on. */
  readonly urls: readonly string[];
}

/** All lists of an issuer key, and over how many shards profiles ever spread its certificates. */
export interface CrlShards {
  readonly shards: readonly CrlShard[];
  readonly counts: readonly number[];
}

/**
 * The lists of an issuer key: certificates of every profile that its services ever had live on, and each names one of them.
 * Documents that are withdrawn count, too.
 */
export async function crlShardsEver(
  pool: Pick<pg.Pool, 'query'>,
  issuerKeyId: string,
): Promise<CrlShards> {
  const { rows } = await pool.query<{ content: Buffer; services: readonly string[] }>(
    `select d.content, k.services from accepted_documents d, issuer_keys k
     where d.document_type = 'profile' and k.issuer_key_id = $1 order by d.effective_from`,
    [issuerKeyId],
  );
  const profiles = rows.flatMap(({ content, services }) => {
    const read = readCertificateProfiles(JSON.parse(content.toString('utf8')) as unknown);
    return read && services.includes(read.service) ? [read] : [];
  });
  return crlShardsIn(profiles, issuerKeyId);
}

/** The same of profiles that are at hand. */
export function crlShardsIn(
  profiles: readonly CertificateProfiles[],
  issuerKeyId: string,
): CrlShards {
  const counts = [...new Set(profiles.map(crlShardsOf))].toSorted((a, b) => a - b);
  const shards = Array.from({ length: Math.max(1, ...counts) }, (_, shard) => ({
    shard,
    urls: [
      ...new Set(
        profiles
          .filter((each) => crlShardsOf(each) > shard)
          .map(({ repositoryUrl }) => `${repositoryUrl}/crls/${issuerKeyId}/${shard}.crl`),
      ),
    ],
  }));
  return { shards, counts: counts.length > 0 ? counts : [1] };
}

/**
 * Shards on which a serial number stands. Which profile its certificate was made by is not asked: with several numbers of
 * shards it stands on the list of each.
 */
export const shardsOf = (serialNumber: string, { counts }: Pick<CrlShards, 'counts'>): number[] => [
  ...new Set(counts.map((count) => crlShardOf(serialNumber, count))),
];

/** Condition in SQL that a column's serial number stands on a shard. */
export const onShard = (column: string, shard: number, { counts }: CrlShards): string =>
  counts.some((count) => count === 1 && shard === 0)
    ? 'true'
    : `(${counts
        .map((count) => `('x' || right(${column}, 8))::bit(32)::bigint % ${count} = ${shard}`)
        .join(' or ')})`;
