/** Text of `README.txt` in an exported folder, for whoever opens it without us. */
export const README_TEXT = `帳簿書類の書き出し（登録 Toroku）

このフォルダーは、電子署名及び認証業務に関する法律施行規則12条の帳簿書類を、外部の方が
オフラインで検証できる形に書き出したものです。検証に、運営者のサーバーもネットワークも要りません。

  toroku verify <このフォルダー> --keys <別の方法で受け取った公開鍵の行のファイル>

公開鍵（keys/*.vkey）は、このフォルダーとは別の方法で受け取ったものと必ず比べてください。
マニフェスト（manifest.json）の SHA-256 は、帳簿の項目 books.exported に記録されています。
手元に過去のチェックポイントがあれば --checkpoint <ファイル> で渡してください。帳簿がそれに
続いていることが確かめられます。

office/    登録局（事務室）の帳簿      enclave/   認証設備室の帳簿
*/checkpoint     署名付きの最新の先頭          */checkpoints/   保存されている過去のもの
*/tile/          ハッシュ木と項目（C2SP tlog-tiles）
cases/           案件ごとの、項目が帳簿にあることの証明（C2SP tlog-proof）
certificates/    発行した証明書   issuers/  発行者の証明書
facts/ findings/ 判断の基礎とした事実と、規則ごとの結果   rule-sets/ 規則
governance/ policies/ profiles/  規程その他の文書

----------------------------------------------------------------------

Statutory books, exported (Toroku)

This folder holds the books of 規則12条 (Regulation 12 of the Japanese Electronic Signature Act) in a form
that an outsider can verify offline: no server of the operator and no network is needed.

  toroku verify <this folder> --keys <file of key lines received in another way>

Compare the public keys (keys/*.vkey) with those that you received in another way: a folder that
brings its own keys shows only that it is of one piece. The SHA-256 of manifest.json stands in the
entry books.exported of the office's log. If you have kept an older checkpoint, give it with
--checkpoint <file>: the log then has to continue it.

office/    log of the registration office       enclave/   log of the room where keys are
*/checkpoint     newest signed head             */checkpoints/   older ones that are kept
*/tile/          tree and entries (C2SP tlog-tiles, hash tiles and entry bundles)
cases/           for each case, proofs that its entries are in the log (C2SP tlog-proof)
certificates/    certificates issued   issuers/  certificates of the issuers
facts/ findings/ what decisions rest on, and what each rule found   rule-sets/ the rules
governance/ policies/ profiles/  documents of the operator

Formats: SHA-256 throughout. Leaf = SHA-256(00 || entry), node = SHA-256(01 || left || right)
(RFC 6962). An entry bundle is, for each entry, its length in two octets (big-endian) and the entry,
which is canonical JSON (RFC 8785). Checkpoints are C2SP signed notes.
`;
