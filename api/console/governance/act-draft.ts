import { sha256Hex } from '../../../books/canonical-json.ts';
import {
  canonicalOctets,
  readCanonicalJson,
  type CanonicalValue,
} from '../../../books/canonical-json.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import { isDocumentOf } from '../../../domain/governance/act-document.ts';
import {
  actKinds,
  CONTENT_OCTETS_MAX,
  DOCUMENT_OCTETS_MAX,
  dutiesOfAct,
  readActContent,
  type ActContent,
  type ProposedKind,
} from '../../../domain/governance/act-kinds.ts';
import { readJapanTime } from '../../../domain/governance/calendar.ts';
import { isAccessKind } from '../../../domain/governance/access-change.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import { accessChangeOf } from './access-form.ts';

/** A proposal as it will be recorded. */
export interface ActDraft {
  readonly content: ActContent;
  readonly octets: Buffer;
  readonly document: Buffer | undefined;
}

/** Whoever signs, and where. */
export interface Signer {
  readonly officerId: string;
  readonly role: string;
  readonly terminal: string;
}

/** What the passkey signs of a proposal or an approval. */
export const actStatement = (
  act: 'proposeAct' | 'approveAct',
  { subject, content }: { readonly subject: string; readonly content: Buffer },
  { officerId, role, terminal }: Signer,
): Statement => ({
  v: 1,
  act,
  contentSha256: sha256Hex(content),
  officer: officerId,
  reasons: [],
  role,
  subject,
  terminal,
});

/** Octets of a document out of a form: of an explanation as it is, of any other canonical JSON. */
function documentOctets(kind: ProposedKind, text: string): Buffer | undefined {
  // Browsers send line ends as CR LF.
  const plain = text.replaceAll('\r\n', '\n');
  if (plain.length > DOCUMENT_OCTETS_MAX) return undefined;
  if (kind === 'explanation') return plain.trim() === '' ? undefined : Buffer.from(plain, 'utf8');
  try {
    return canonicalOctets(JSON.parse(plain) as CanonicalValue);
  } catch {
    return undefined;
  }
}

function parsed(octets: Buffer): unknown {
  try {
    return readCanonicalJson(octets);
  } catch {
    return undefined;
  }
}

function effectiveFrom(text: string, at: Date): string | undefined {
  if (text === '') return at.toISOString();
  const instant = readJapanTime(`${text.trim().replace(' ', 'T')}:00+09:00`);
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** What the form of a kind says; an erasure brings its change from the database. */
function changeOf(kind: ProposedKind, fields: URLSearchParams, document: Buffer | undefined) {
  if (kind === 'switchOn') return { switch: fields.get('switch'), cause: fields.get('cause') };
  if (kind === 'keyState') {
    return { issuerKeyId: (fields.get('issuerKeyId') ?? '').trim(), to: fields.get('to') };
  }
  if (isAccessKind(kind)) return accessChangeOf(kind, fields);
  return { version: fields.get('version'), documentSha256: document && sha256Hex(document) };
}

/** Makes a draft of what a form says; undefined for what is no act of the kind. */
export function draftOfForm(
  kind: ProposedKind,
  fields: URLSearchParams,
  { at, change }: { readonly at: Date; readonly change?: unknown },
): ActDraft | undefined {
  const document = actKinds[kind].hasDocument
    ? documentOctets(kind, fields.get('document') ?? '')
    : undefined;
  if (actKinds[kind].hasDocument && !document) return undefined;
  const content = readActContent({
    v: 1,
    actKind: kind,
    effectiveFrom: effectiveFrom(fields.get('from') ?? '', at),
    change: change ?? changeOf(kind, fields, document),
  });
  return content && checked({ content, octets: contentOctets(content), document });
}

function checked(draft: ActDraft): ActDraft | undefined {
  const { content, document } = draft;
  return document === undefined || isDocumentOf(content, parsed(document)) ? draft : undefined;
}

/** A draft as the signing page sends it back: its octets, whole. */
export function draftOfFields(fields: URLSearchParams): ActDraft | undefined {
  const octets = Buffer.from(fields.get('content') ?? '', 'base64url');
  if (octets.length > CONTENT_OCTETS_MAX) return undefined;
  const content = readActContent(parsed(octets));
  if (!content) return undefined;
  const sent = fields.get('document');
  const document = sent === null ? undefined : Buffer.from(sent, 'base64url');
  if (dutiesOfAct(content).hasDocument !== (document !== undefined)) return undefined;
  return checked({ content, octets, document });
}

/** The fields that bring a draft back. */
export const fieldsOfDraft = ({ octets, document }: ActDraft): (readonly [string, string])[] => [
  ['content', octets.toString('base64url')],
  ...(document ? ([['document', document.toString('base64url')]] as const) : []),
];
