/** What `npm start -- --help` prints; here, because it must work before anything is installed. */
export const HELP = `Toroku (登録) を起動します / starts all of Toroku on this machine

  npm start [-- OPTION]

  --check   すべて起動し、初回のデモ案件を流し、停止する / start everything, run the demonstration case, stop
  --reset   データ (.toroku) を消してから起動する / delete the data first
  --help    この説明 / this text

環境変数 / environment:
  TOROKU_DATA_DIR       データの場所 / where the data lies (.toroku)
  TOROKU_PORT_PORTAL    8080    TOROKU_PORT_CONSOLE      8081
  TOROKU_PORT_REPOSITORY 8082   TOROKU_PORT_SIMULATOR    8083
  TOROKU_PORT_WITNESS   8084    TOROKU_PORT_POSTGRES    15432
  TOROKU_PORT_TEMPORAL  7233    TOROKU_PORT_TEMPORAL_UI  8233
  TEMPORAL_ADDRESS      使う Temporal サーバー / a Temporal server to use instead of our own
  PKCS11_MODULE         libsofthsm2.so の場所 / where the PKCS#11 module lies
  XDG_CACHE_HOME        ビルドしたものの置き場所 / where what was built is kept

停止は Ctrl-C / stop it with Ctrl-C. 設定の一覧 / all settings: docs/operations/configuration.md
`;
