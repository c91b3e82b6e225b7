// The short codes a bot or a person uses most; any other code is shown as it was typed.
export const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", heavy_multiplication_x: "✖️",
  warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", rotating_light: "🚨", question: "❓",
  exclamation: "❗", hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", clock3: "🕒", arrows_counterclockwise: "🔄",
  rewind: "⏪", fast_forward: "⏩", arrow_right: "➡️", arrow_left: "⬅️", double_vertical_bar: "⏸️", pause_button: "⏸️",
  black_square_for_stop: "⏹️", arrow_forward: "▶️", large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴",
  large_blue_circle: "🔵", white_circle: "⚪", large_orange_circle: "🟠", black_circle: "⚫", lock: "🔒", unlock: "🔓", key: "🔑",
  eyes: "👀", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", tada: "🎉", rocket: "🚀", fire: "🔥", wave: "👋",
  pray: "🙏", clap: "👏", bell: "🔔", memo: "📝", page_facing_up: "📄", package: "📦", gear: "⚙️", hammer_and_wrench: "🛠️",
  wrench: "🔧", floppy_disk: "💾", file_cabinet: "🗄️", elephant: "🐘", ship: "🚢", anchor: "⚓", boat: "⛵", ocean: "🌊",
  construction: "🚧", bulb: "💡", link: "🔗", mag: "🔍", chart_with_upwards_trend: "📈", speech_balloon: "💬", robot_face: "🤖",
  smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", heart: "❤️", sweat_smile: "😅", zzz: "💤", information_source: "ℹ️",
  leftwards_arrow_with_hook: "↩️", small_blue_diamond: "🔹", sos: "🆘", skull: "💀", broom: "🧹", shield: "🛡️",
};
