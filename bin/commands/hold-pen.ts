import pg from 'pg';
import { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { ecdsaNoteSigner, ed25519Signer, type NoteSignerWithKey } from '../../books/note-signer.ts';
import { isDomainError } from '../../domain/errors.ts';
import { RoomBook } from '../../enclave/book/room-book.ts';
import { RoomStore } from '../../enclave/book/room-store.ts';
import { BOOK_KEY_LABEL } from '../../enclave/open-room.ts';
import type { Config } from '../config.ts';
import { pinForCommand } from '../enclave-worker/activation/room-pin.ts';
import { readKey, withPassword } from '../parts.ts';
import { openEnclaveSecond } from '../second-medium.ts';

type EnclaveConfig = Config<'enclave-worker'>;

/** The room's token, database and book, for a command that is given in the room. */
export interface HeldPen {
  readonly token: HsmToken;
  readonly pool: pg.Pool;
  readonly book: RoomBook;
  readonly signers: readonly NoteSignerWithKey[];
}

/**
 * Takes the pen of the room's book for a command, and lets everything go after it. An enclave-worker that
 * runs loses the pen and ends at its next entry; whoever starts it again gives it back.
 */
export const holdPen = async <T>(
  config: EnclaveConfig,
  act: (held: HeldPen) => Promise<T>,
): Promise<T> => holdPenWith(config, [await pinForCommand(config)], act);

/**
 * The same with PINs that are at hand, of which the token may have any: each is given once.
 *
 * @throws DomainError `HsmPinRefused` if it has none of them.
 */
export async function holdPenWith<T>(
  config: EnclaveConfig,
  pins: readonly string[],
  act: (held: HeldPen, pin: string) => Promise<T>,
): Promise<T> {
  const { token, pin } = openToken(config, pins);
  const url = withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  try {
    const { book, signers } = await openBook(config, token, pool);
    const done = await act({ token, pool, book, signers }, pin);
    await book.settle();
    return done;
  } finally {
    await pool.end();
    token.close();
  }
}

function openToken(
  config: EnclaveConfig,
  [pin = '', ...others]: readonly string[],
): { readonly token: HsmToken; readonly pin: string } {
  const { pkcs11Module: modulePath, hsmTokenLabel: tokenLabel } = config;
  try {
    return { token: new HsmToken({ modulePath, tokenLabel, pin, sessions: 1 }), pin };
  } catch (error) {
    if (others.length === 0 || !isDomainError(error, 'HsmPinRefused')) throw error;
    return openToken(config, others);
  }
}

async function openBook(config: EnclaveConfig, token: HsmToken, pool: pg.Pool) {
  const key = token.hasKey(BOOK_KEY_LABEL)
    ? token.findKey(BOOK_KEY_LABEL)
    : token.generateKey(BOOK_KEY_LABEL, 'p256');
  const origin = config.enclaveBookOrigin;
  const signers = [
    ecdsaNoteSigner(origin, key.spki, (octets) => key.sign(octets)),
    ed25519Signer(origin, readKey(config.enclaveBookKeyFile)),
  ];
  const book = await RoomBook.open({
    origin,
    store: new RoomStore(pool, origin),
    local: new TileStore(config.enclaveBookDir, { isDurable: false }),
    second: openEnclaveSecond(config),
    signers,
    onBroken: () => process.exit(70),
  });
  return { book, signers };
}
