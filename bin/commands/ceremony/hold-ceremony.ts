import { step } from '../../../adapters/telemetry/steps.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { keyIdentifier } from '../../../adapters/x509/key-identifier.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { ruleSetContent } from '../../../domain/decision/rule-set.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import {
  readCryptoModules,
  type CryptoModule,
  type CryptoModulesDocument,
} from '../../../domain/governance/crypto-module-register.ts';
import { newEntryId } from '../../../enclave/book/entry-id.ts';
import type { RoomEntry } from '../../../enclave/book/room-book.ts';
import { acceptDocument } from '../../../enclave/keys/accept-document.ts';
import { acceptOfficers } from '../../../enclave/keys/accept-officers.ts';
import { bringIntoService } from '../../../enclave/keys/change-key-state.ts';
import { custodianActor } from '../../../enclave/keys/dual-control-act.ts';
import { CODE_KEY_LABEL } from '../../../enclave/open-room.ts';
import { holdKeyCeremony } from '../../../enclave/keys/key-ceremony.ts';
import { requireProtection } from '../../../enclave/keys/prove-keys.ts';
import { moduleIn, MODULES_DOCUMENT } from '../../../enclave/keys/registered-module.ts';
import type { Config } from '../../config.ts';
import { publishFile } from '../../publish-file.ts';
import type { HeldPen } from '../hold-pen.ts';
import { beginAct, type CeremonyAuthority } from './ceremony-act.ts';
import { keepRecord, type HeldCeremony } from './ceremony-record.ts';
import type { Protocol } from './protocol.ts';
import { ScriptRefused, type CeremonyScript } from './script.ts';
import { handOverShares, proveShares } from './shares.ts';

export type EnclaveConfig = Config<'enclave-worker'>;

/** Where a ceremony is held. */
export interface CeremonyPlace {
  readonly config: EnclaveConfig;
  readonly held: HeldPen;
  readonly protocol: Protocol;
  /** The PIN that the token was opened with. */
  readonly pin: string;
}

interface Scene extends CeremonyPlace {
  readonly script: CeremonyScript;
  readonly act: string;
  readonly isProduction: boolean;
}

/**
 * Holds a ceremony, each step announced, confirmed and recorded. Every step finds what a run before has left, so that
 * the same script is safe to run again after a crash anywhere.
 *
 * What signs comes last: the keys are made, the signed record of everything up to there is kept, and each key gets its
 * certificate with the hash of that record in the book. What follows is in the closing record.
 */
export async function holdCeremony(
  place: CeremonyPlace,
  authority: CeremonyAuthority,
): Promise<void> {
  const { held, protocol, config } = place;
  const { script, isProduction } = authority;
  const module = registeredModule(place, authority);
  await protocol.take('log', `entries of ${config.enclaveBookOrigin} begin`, () =>
    openLog(config, held, script),
  );
  let act = '';
  await protocol.take('act', `by ${script.present.join(' and ')}`, async () => {
    act = await beginAct(held, authority);
    return act;
  });
  const scene: Scene = { ...place, script, act, isProduction };
  await acceptRegisters(scene, module);
  await protocol.take('shares', sharesAbout(script), () => sharesOf(scene));
  const keys = await generateKeys(scene);
  const { id, certificate } = module;
  const common = { script, act, build: config.buildId, module: { id, certificate }, keys };
  const record = await keepRecord(config, held, {
    ...common,
    certificates: [],
    steps: [...protocol.steps],
  });
  step('ceremony.5-record-kept');
  const certificates = await certifyKeys(scene, { record, module });
  await protocol.take('proof', 'both custodians join their shares', () =>
    proveShares(held.pool, script),
  );
  await close(scene, { ...common, certificates, steps: protocol.steps });
}

/** Before anything is written: what cannot be followed to its end is not begun. */
function registeredModule(
  { held }: CeremonyPlace,
  { script, isProduction }: CeremonyAuthority,
): CryptoModule {
  for (const document of script.documents) if ('ruleSet' in document) ruleSetOf(document.ruleSet);
  return moduleIn(modulesOf(script), held.token.identity(), isProduction);
}

function modulesOf(script: CeremonyScript): CryptoModulesDocument {
  const modules = readCryptoModules(script.modules);
  if (!modules) throw new ScriptRefused('modules: no register of crypto modules');
  return modules;
}

const sharesAbout = ({ custodians, pin }: CeremonyScript): string =>
  custodians.length === 0
    ? 'stay with whom they are'
    : `of ${pin === 'change' ? 'a new PIN' : 'the PIN'} to ${custodians.map(({ id }) => id).join()}`;

const sharesOf = async ({ held, script, pin, act }: Scene): Promise<string> =>
  script.custodians.length === 0 ? 'unchanged' : handOverShares(held, script, { given: pin, act });

/** The first entry of the log names its keys. */
async function openLog(
  { enclaveBookOrigin: origin }: EnclaveConfig,
  { book, signers }: HeldPen,
  { present, terminal, install }: CeremonyScript,
): Promise<string> {
  if (book.size > 0) return 'found';
  const opened = {
    id: newEntryId(),
    event: 'log.opened',
    items: ['4ハ'],
    at: new Date().toISOString(),
    actor: custodianActor(present[0], terminal),
    data: { origin, keys: signers.map((signer) => signer.vkey), install },
  };
  await book.write({ entries: [opened as RoomEntry] });
  return origin;
}

/** Officers, modules and documents. */
async function acceptRegisters(scene: Scene, module: CryptoModule): Promise<void> {
  const { protocol, script } = scene;
  if (script.officers !== undefined) {
    await protocol.take('officers', 'the register of officers', () => acceptRegister(scene));
  }
  await protocol.take('module', `${module.id}, ${module.kind}, ${module.place}`, () =>
    accept(scene, MODULES_DOCUMENT, {
      content: modulesOf(script),
      effectiveFrom: new Date().toISOString(),
    }),
  );
  for (const document of script.documents) {
    await protocol.take('document', document.type, () =>
      accept(scene, document.type, {
        content: 'ruleSet' in document ? ruleSetOf(document.ruleSet) : document.content,
        effectiveFrom: document.effectiveFrom,
      }),
    );
  }
}

function ruleSetOf(id: string): object {
  const ruleSet = findRuleSet(id);
  if (!ruleSet) throw new ScriptRefused(`rule set ${id} is not in this build`);
  return ruleSetContent(ruleSet) as object;
}

/** A ceremony that is held again takes nobody's place who was accepted since. */
async function acceptRegister({ held, script }: Scene): Promise<string> {
  const { rows } = await held.pool.query(
    "select 1 from accepted_documents where document_type = 'officers' limit 1",
  );
  if (rows.length > 0) return 'found';
  const content = canonicalOctets(script.officers as CanonicalValue);
  const { present: custodians, terminal } = script;
  await acceptOfficers(held, { content, custodians, terminal }, new Date());
  return sha256Hex(content);
}

const accept = (
  { held, script }: Scene,
  documentType: Parameters<typeof acceptDocument>[1]['documentType'],
  { content, effectiveFrom }: { readonly content: object; readonly effectiveFrom: string },
): Promise<string> =>
  acceptDocument(held, {
    documentType,
    content: canonicalOctets(content as CanonicalValue),
    effectiveFrom: new Date(effectiveFrom),
    custodian: script.present[0],
    terminal: script.terminal,
  });

/** Keys without a certificate yet: a crash leaves them on the token, and the repeat finds them. */
async function generateKeys({ held, protocol, script }: Scene): Promise<HeldCeremony['keys']> {
  const keys: { readonly hsmLabel: string; readonly issuerKeyId: string }[] = [];
  const { token } = held;
  for (const { hsmLabel, algorithm } of script.keys) {
    await protocol.take('key', `${hsmLabel}, ${algorithm}`, async () => {
      const key = token.hasKey(hsmLabel)
        ? token.findKey(hsmLabel)
        : token.generateKey(hsmLabel, algorithm);
      requireProtection(token, hsmLabel);
      keys.push({ hsmLabel, issuerKeyId: keyIdentifier(key.spki) });
      return keyIdentifier(key.spki);
    });
  }
  await protocol.take('key', `${CODE_KEY_LABEL}, aes256`, async () => {
    if (!token.hasKey(CODE_KEY_LABEL, 'secret')) token.generateSecretKey(CODE_KEY_LABEL);
    requireProtection(token, CODE_KEY_LABEL, 'secret');
    return 'seals what opens a code';
  });
  step('ceremony.4-keys-made');
  return keys;
}

async function certifyKeys(
  { config, held, protocol, script, isProduction }: Scene,
  named: { readonly record: { readonly sha256: string; readonly size: number } } & Pick<
    HeldCeremony,
    'module'
  >,
): Promise<HeldCeremony['certificates']> {
  const certificates: { readonly issuerKeyId: string; readonly sha256: string }[] = [];
  for (const key of script.keys) {
    await protocol.take('certificate', key.commonName, async () => {
      const { present: custodians, terminal, organization } = script;
      const certificate = await holdKeyCeremony(
        { ...held, now: () => new Date() },
        { ...key, organization, custodians, terminal, ...named },
      );
      const issuerKeyId = keyIdentifier(readCertificate(certificate).spki);
      publishFile(config.repositoryDir, `issuers/${issuerKeyId}.cer`, certificate);
      // In production the accreditation comes between, and custodians sign for each step.
      if (!isProduction) {
        await bringIntoService(held, { custodians, terminal, issuerKeyId }, () => new Date());
      }
      certificates.push({ issuerKeyId, sha256: sha256Hex(certificate) });
      return sha256Hex(certificate);
    });
  }
  return certificates;
}

/** The record of the whole, which the book's last entry of the ceremony names. */
async function close({ config, held }: Scene, ceremony: HeldCeremony): Promise<void> {
  const { sha256 } = await keepRecord(config, held, ceremony);
  const closed = {
    id: newEntryId(),
    event: 'operation.recorded',
    items: ['4ハ'],
    at: new Date().toISOString(),
    actor: custodianActor(ceremony.script.present[0], ceremony.script.terminal),
    data: { operation: 'keyCeremony', machine: ceremony.module.id, result: sha256 },
  };
  await held.book.write({ entries: [closed as RoomEntry] });
  console.log(`record ${sha256}`);
}
