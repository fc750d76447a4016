import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { extension, keyPair, spkiOf, withOctet } from '../x509/fixture.ts';
import {
  at,
  authority,
  certificate,
  id,
  issuer,
  judge,
  nonce,
  sibling,
  times,
  usual,
  withSingle,
} from './asked-card.ts';
import {
  answer,
  type AnswerFields,
  byKey,
  byName,
  certId,
  GOOD,
  responderDer,
  response,
  single,
  UNKNOWN,
} from './fixture.ts';

describe('judgeOcspAnswer, case by case', () => {
  const foreign = keyPair('rsa2048', 'foreign');
  const other = certId({ issuer, serialNumber: '0a1b2c3e' });
  const responder = responderDer(authority);
  const tooOld = { notAfter: new Date('2026-11-01T00:00:00Z') };

  it.each([
    [
      'signed by the issuer itself',
      'verified',
      {
        signer: authority.key.privateKey,
        responderId: byKey(issuer.spki),
        certificates: [],
      },
    ],
    [
      'signed by the issuer, named by its name',
      'verified',
      {
        signer: authority.key.privateKey,
        responderId: byName(issuer.subject),
        certificates: [],
      },
    ],
    [
      'of a responder named by name',
      'verified',
      {
        responderId: byName(readCertificate(responder).subject),
      },
    ],
    [
      'of a P-256 responder',
      'verified',
      {
        signer: keyPair('p256', 'responder').privateKey,
        responderId: byKey(spkiOf(keyPair('p256', 'responder').publicKey)),
        certificates: [
          responderDer(authority, { spki: spkiOf(keyPair('p256', 'responder').publicKey) }),
        ],
      },
    ],
    ['with a certificate more', 'verified', { certificates: [issuer.der, responder] }],
    [
      'with an unknown extension',
      'verified',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue())],
      },
    ],
    [
      'about two certificates',
      'verified',
      {
        singles: [single(other, UNKNOWN, times), single(id, GOOD, times)],
      },
    ],
    [
      'with SHA-256 in CertID',
      'verified',
      {
        singles: [
          single(certId({ hash: 'sha256', issuer, serialNumber: '0a1b2c3d' }), GOOD, times),
        ],
      },
    ],
    ['without nextUpdate', 'verified', withSingle(GOOD, { thisUpdate: at('00:35:00') })],
    [
      'three days old, before nextUpdate',
      'verified',
      {
        ...withSingle(GOOD, { ...times, thisUpdate: new Date('2026-11-28T00:36:00Z') }),
        producedAt: new Date('2026-11-28T00:36:00Z'),
      },
    ],
    [
      'within the skew',
      'verified',
      {
        ...withSingle(GOOD, { thisUpdate: at('00:37:00'), nextUpdate: at('00:50:00') }),
        producedAt: at('00:37:00'),
      },
    ],
    ['an HTML page', 'malformed', Buffer.from('<html></html>')],
    ['nothing', 'malformed', Buffer.alloc(0)],
    ['octets after it', 'malformed', Buffer.concat([answer(usual), Buffer.from([0])])],
    ['another type', 'malformed', response(der.oid('1.3.6.1.5.5.7.48.1.2'), der.seq())],
    ['successful without an answer', 'malformed', der.seq(der.enumerated(0))],
    ['an unknown error', 'malformed', der.seq(der.enumerated(4))],
    ['more than 64 KiB', 'malformed', Buffer.alloc(70_000)],
    [
      'a critical extension',
      'malformed',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue(), true)],
      },
    ],
    [
      'a critical extension of the status',
      'malformed',
      withSingle(GOOD, {
        ...times,
        extensions: [extension('1.2.3.4', der.nullValue(), true)],
      }),
    ],
    ['a status that is none', 'malformed', withSingle(der.implicit(3, Buffer.alloc(0)))],
    ...[1, 2, 3, 5, 6].map(
      (code) => [`error ${code}`, 'errorStatus', der.seq(der.enumerated(code))] as const,
    ),
    [
      'of a certificate without the purpose',
      'unauthorisedResponder',
      {
        certificates: [responderDer(authority, { extensions: [] })],
      },
    ],
    [
      'of a certificate for any purpose',
      'unauthorisedResponder',
      {
        certificates: [
          responderDer(authority, {
            extensions: [extension('2.5.29.37', der.seq(der.oid('2.5.29.37.0')))],
          }),
        ],
      },
    ],
    [
      'of another generation of the CA',
      'unauthorisedResponder',
      {
        certificates: [responderDer(sibling)],
      },
    ],
    [
      'of another generation itself',
      'unauthorisedResponder',
      {
        signer: sibling.key.privateKey,
        responderId: byKey(sibling.certificate.spki),
        certificates: [sibling.der],
      },
    ],
    [
      'of an expired responder',
      'unauthorisedResponder',
      {
        certificates: [responderDer(authority, tooOld)],
      },
    ],
    [
      'of a responder with a critical extension',
      'unauthorisedResponder',
      {
        certificates: [
          responderDer(authority, {
            extensions: [
              extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'))),
              extension('1.2.3.4', der.nullValue(), true),
            ],
          }),
        ],
      },
    ],
    [
      'of a responder who may not sign',
      'unauthorisedResponder',
      {
        certificates: [
          responderDer(authority, {
            extensions: [
              extension('2.5.29.15', der.namedBits([5]), true),
              extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'))),
            ],
          }),
        ],
      },
    ],
    ['without the certificate', 'unauthorisedResponder', { certificates: [] }],
    [
      'with a certificate that is none',
      'unauthorisedResponder',
      {
        certificates: [der.seq(der.nullValue())],
      },
    ],
    [
      'of the applicant',
      'unauthorisedResponder',
      {
        signer: keyPair('rsa2048', 'card').privateKey,
        responderId: byKey(certificate.spki),
        certificates: [certificate.der],
      },
    ],
    [
      'of the name of the issuer and another generation',
      'badSignature',
      {
        signer: sibling.key.privateKey,
        responderId: byName(issuer.subject),
        certificates: [sibling.der],
      },
    ],
    ['with another signature', 'badSignature', { signer: foreign.privateKey }],
    [
      'with a changed signature',
      'badSignature',
      {
        spoil: (signature: Buffer) => withOctet(signature, 255, 1),
      },
    ],
    ['with another nonce', 'nonceMismatch', { nonce: der.octetString(Buffer.alloc(32, 8)) }],
    ['with part of the nonce', 'nonceMismatch', { nonce: der.octetString(nonce.subarray(1)) }],
    ['without a nonce', 'nonceMismatch', { nonce: undefined }],
    ['about another certificate', 'otherCertificate', { singles: [single(other, GOOD, times)] }],
    ['about nothing', 'otherCertificate', { singles: [] }],
    [
      'about the same number of another generation',
      'otherCertificate',
      {
        singles: [
          single(certId({ issuer: sibling.certificate, serialNumber: '0a1b2c3d' }), GOOD, times),
        ],
      },
    ],
    [
      'with MD5 in CertID',
      'otherCertificate',
      {
        singles: [single(certId({ hash: 'md5', issuer, serialNumber: '0a1b2c3d' }), GOOD, times)],
      },
    ],
    ['past nextUpdate', 'clockSkew', withSingle(GOOD, { ...times, nextUpdate: at('00:35:04') })],
    [
      'of the future',
      'clockSkew',
      withSingle(GOOD, {
        thisUpdate: at('00:37:06'),
        nextUpdate: at('00:50:00'),
      }),
    ],
    ['produced in the future', 'clockSkew', { producedAt: at('00:37:06') }],
    [
      'with nextUpdate before thisUpdate',
      'clockSkew',
      withSingle(GOOD, {
        thisUpdate: at('00:36:30'),
        nextUpdate: at('00:36:00'),
      }),
    ],
    ['true only long after it was produced', 'clockSkew', { producedAt: at('00:33:00') }],
  ] as const)('calls an answer %s %s', (_, verdict, fields) => {
    const facts = judge(fields as unknown as Partial<AnswerFields>);
    expect(facts.jlisAnswer).toBe(verdict);
    expect(facts.jlisMethod).toBe('ocsp');
    expect(facts.jlisStatus === 'notChecked').toBe(verdict !== 'verified');
    if (verdict !== 'verified') expect(facts.jlisRevocationReason).toBe('notRevoked');
  });
});
