/** Where a file can lie in an exported folder. */

import { isTileOf } from './verify-log.ts';

const HASH = '[0-9a-f]{64}';
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

const PLACES = new RegExp(
  `^(?:${[
    'README\\.txt',
    'keys/(?:(?:office|enclave|witness-\\d+)\\.vkey|policy\\.json|tsa-\\d+\\.cer)',
    '(?:office|enclave)/(?:checkpoint|checkpoints/\\d{12}\\.txt)',
    'timestamps/(?:office|enclave)-\\d+\\.tsr',
    `cases/${UUID}/(?:office|enclave)-\\d+\\.tlog-proof`,
    'issuers/[0-9a-f]{40}\\.cer',
    'certificates/[0-9a-f]{40}/[0-9a-f]{40}\\.cer',
    'crls/[0-9a-f]{40}/\\d+/\\d+\\.crl',
    `ocsp/[0-9a-f]{40}/${UUID}\\.leaves`,
    `(?:rule-sets|policies|profiles|governance)/${HASH}`,
    `(?:facts|findings)/${HASH}\\.json`,
    `histories/[\\w-]+/${UUID}\\.json`,
    'replay-kits/[\\w.+-]+\\.tar\\.gz',
    'figures/\\d{4}-\\d\\d-\\d\\d\\.json',
    `evidence/[0-9a-f]{2}/${HASH}`,
    `openings/${UUID}\\.json`,
  ].join('|')})$`,
);

/** True if an export whose logs have these sizes can have a file there. */
export function isPlace(path: string, sizes: ReadonlyMap<string, number>): boolean {
  if (PLACES.test(path)) {
    const [folder = ''] = path.split('/');
    return !['office', 'enclave'].includes(folder) || sizes.has(folder);
  }
  const [, log = '', tile = ''] = /^(office|enclave)\/(tile\/.*)$/.exec(path) ?? [];
  return isTileOf(tile, sizes.get(log) ?? 0);
}
