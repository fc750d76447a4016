import type pg from 'pg';
import { readCanonicalJson } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  differencesOf,
  moduleProblem,
  readCryptoModules,
  type CryptoModule,
  type CryptoModulesDocument,
  type ModuleIdentity,
} from '../../domain/governance/crypto-module-register.ts';

/** Type under which the room keeps the register of crypto modules. */
export const MODULES_DOCUMENT = 'cryptoModules';

const refused = (why: string): never => {
  throw new DomainError('HsmModuleUnregistered', why);
};

/**
 * The module of a register that a token is (規則4条4号).
 *
 * @throws DomainError `HsmModuleUnregistered` if the token is none of it, if what it says of itself differs, or, in
 * production, if nobody may hold issuing keys in such a module.
 */
export function moduleIn(
  { modules }: CryptoModulesDocument,
  identity: ModuleIdentity,
  isProduction: boolean,
): CryptoModule {
  const module =
    modules.find((one) => one.serialNumber === identity.serialNumber) ??
    refused('no module of this serial number');
  const [differs] = differencesOf(module, identity);
  if (differs !== undefined) refused(`${module.id}: another ${differs}`);
  const problem = isProduction ? moduleProblem(module) : undefined;
  if (problem !== undefined) refused(`${module.id}: ${problem}`);
  return module;
}

/** The register in force in the room's database; of an empty one no token is. */
export async function modulesInForce(pool: Pick<pg.Pool, 'query'>): Promise<CryptoModulesDocument> {
  const { rows } = await pool.query<{ content: Buffer }>(
    `select content from accepted_documents where document_type = $1 and effective_from <= now()
     order by effective_from desc limit 1`,
    [MODULES_DOCUMENT],
  );
  const [row] = rows;
  const document = row && readCryptoModules(readCanonicalJson(row.content));
  return document ?? { v: 1, modules: [] };
}
