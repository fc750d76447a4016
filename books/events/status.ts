import type { EventRows } from './row.ts';

/** CRLs, OCSP answers and confirmations of status: book 2. */
export const statusEvents = {
  'crl.issued': {
    log: 'E',
    items: ['2ニ'],
    actors: ['system', 'custodian'],
    data: {
      issuerKeyId: 'hex40',
      shard: 'n',
      crlNumber: 'n',
      thisUpdate: 't',
      nextUpdate: 't',
      entries: 'n',
      crlSha256: 'h',
      previousSha256: 'h?',
      signatureAttempts: 'n',
      breakGlass: 'b',
    },
    evidence: ['crl'],
    kept: ['issuer'],
  },
  'crl.published': {
    log: 'E',
    items: ['2ニ'],
    actors: ['system', 'custodian'],
    data: { issuerKeyId: 'hex40', shard: 'n', crlNumber: 'n', crlSha256: 'h', readBackAt: 't' },
    kept: ['issuer'],
  },
  'ocsp.batchSigned': {
    log: 'E',
    items: ['2ニ'],
    actors: ['system'],
    data: {
      issuerKeyId: 'hex40',
      responderSha256: 'h',
      batch: 'id',
      answers: 'n',
      good: 'n',
      revoked: 'n',
      root: 'h',
      thisUpdate: 't',
      nextUpdate: 't',
    },
    kept: ['issuer'],
  },
  'ocsp.batchPublished': {
    log: 'E',
    items: ['2ニ'],
    actors: ['system'],
    data: { batch: 'id', root: 'h', readBackAt: 't' },
    kept: ['issuer'],
  },
  'statusConfirmation.made': {
    log: 'O',
    items: ['2イ'],
    byJudgement: true,
    actors: ['system'],
    data: { purpose: 's', result: 's', factsSha256: 'h', request: 'id?' },
    evidence: ['jlisAnswer'],
    kept: ['chain', 'jlis'],
  },
} as const satisfies EventRows;
