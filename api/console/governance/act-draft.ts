import { sha256Hex } from '../../../books/canonical-json.ts';
import {
  canonicalOctets,
  readCanonicalJson,
  type CanonicalValue,
} from '../../../books/canonical-json.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import { nameOfChange, type OfficerName } from '../../../db/governance/officer-names.ts';
import { isDocumentOf } from '../../../domain/governance/act-document.ts';
import {
  actKinds,
  CONTENT_OCTETS_MAX,
  documentOctetsMax,
  dutiesOfAct,
  isOfNow,
  readActContent,
  type ActContent,
  type ProposedKind,
} from '../../../domain/governance/act-kinds.ts';
import { readJapanTime } from '../../../domain/governance/calendar.ts';
import { isAccessKind } from '../../../domain/governance/access-change.ts';
import { listOfText } from '../../../domain/revocation/mass-revocation.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import { accessChangeOf, type SaidAccess } from './access-form.ts';

/** A proposal as it will be recorded. */
export interface ActDraft {
  readonly content: ActContent;
  readonly octets: Buffer;
  readonly document: Buffer | undefined;
  /** Of an officer: the name, which lies beside the act. */
  readonly officerName: OfficerName | undefined;
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

/** Documents for people, which are text as it is. */
const TEXTS: readonly ProposedKind[] = [
  'explanation',
  'certificatePolicy',
  'certificationPracticeStatement',
];

/** Octets of a document out of a form: of one for people as it is, of any other canonical JSON. */
function documentOctets(kind: ProposedKind, text: string): Buffer | undefined {
  // Browsers send line ends as CR LF.
  const plain = text.replaceAll('\r\n', '\n');
  if (plain.length > documentOctetsMax(kind)) return undefined;
  if (kind === 'massRevocation') {
    const read = listOfText(plain);
    return 'problems' in read ? undefined : canonicalOctets(read.list as unknown as CanonicalValue);
  }
  if (TEXTS.includes(kind)) return plain.trim() === '' ? undefined : Buffer.from(plain, 'utf8');
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
function changeOf(
  kind: ProposedKind,
  fields: URLSearchParams,
  document: Buffer | undefined,
): SaidAccess {
  if (kind === 'switchOn') {
    return { change: { switch: fields.get('switch'), cause: fields.get('cause') } };
  }
  if (kind === 'keyState') {
    const issuerKeyId = (fields.get('issuerKeyId') ?? '').trim();
    return { change: { issuerKeyId, to: fields.get('to') } };
  }
  if (kind === 'massRevocation') {
    const read = listOfText(fields.get('document') ?? '');
    return {
      change: {
        by: fields.get('by'),
        certificates: 'problems' in read ? 0 : read.certificates,
        documentSha256: document && sha256Hex(document),
        reasonCode: fields.get('reason'),
      },
    };
  }
  if (isAccessKind(kind)) return accessChangeOf(kind, fields);
  const documentSha256 = document && sha256Hex(document);
  return { change: { version: fields.get('version'), documentSha256 } };
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
  const said = change === undefined ? changeOf(kind, fields, document) : { change };
  const content = readActContent({
    v: actKinds[kind].version,
    actKind: kind,
    effectiveFrom: effectiveFrom(fields.get('from') ?? '', at),
    change: said.change,
  });
  const { officerName } = said;
  return content && checked({ content, octets: contentOctets(content), document, officerName });
}

function checked(draft: ActDraft): ActDraft | undefined {
  const { content, document } = draft;
  if (document !== undefined && !isDocumentOf(content, parsed(document))) return undefined;
  const isNamed =
    content.actKind !== 'officer' || nameOfChange(content.change, draft.officerName) !== undefined;
  return isNamed && isOfNow(content) ? draft : undefined;
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
  return checked({ content, octets, document, officerName: nameIn(fields) });
}

function nameIn(fields: URLSearchParams): OfficerName | undefined {
  const [name, r] = [fields.get('name'), fields.get('r')];
  return name === null || r === null ? undefined : { name, r };
}

/** The fields that bring a draft back. */
export const fieldsOfDraft = ({
  octets,
  document,
  officerName,
}: ActDraft): (readonly [string, string])[] => [
  ['content', octets.toString('base64url')],
  ...(officerName ? Object.entries(officerName) : []),
  ...(document ? ([['document', document.toString('base64url')]] as const) : []),
];
