// The short names this page can draw; an unknown one is shown as it was written.

const DRAWN = `+1 👍,-1 👎,thumbsup 👍,thumbsdown 👎,white_check_mark ✅,heavy_check_mark ✔️,x ❌,warning ⚠️,eyes 👀,tada 🎉,fire 🔥,
rocket 🚀,heart ❤️,wave 👋,pray 🙏,clap 👏,muscle 💪,thinking_face 🤔,smile 😄,slightly_smiling_face 🙂,joy 😂,sob 😭,sunny ☀️,
sunrise 🌅,coffee ☕,clock9 🕘,alarm_clock ⏰,hourglass ⌛,hourglass_flowing_sand ⏳,calendar 📅,date 📅,spiral_calendar_pad 🗓️,
memo 📝,pencil ✏️,pencil2 ✏️,bulb 💡,mag 🔍,link 🔗,lock 🔒,unlock 🔓,key 🔑,shield 🛡️,rotating_light 🚨,bell 🔔,no_bell 🔕,
zzz 💤,sleeping 😴,ticket 🎫,admission_tickets 🎟️,phone ☎️,telephone_receiver 📞,email ✉️,envelope ✉️,speech_balloon 💬,
thread 🧵,robot_face 🤖,gear ⚙️,wrench 🔧,hammer_and_wrench 🛠️,package 📦,chart_with_upwards_trend 📈,
chart_with_downwards_trend 📉,bar_chart 📊,moneybag 💰,dollar 💵,red_circle 🔴,large_yellow_circle 🟡,large_green_circle 🟢,
large_blue_circle 🔵,white_circle ⚪,black_circle ⚫,large_orange_circle 🟠,star ⭐,star2 🌟,sparkles ✨,100 💯,question ❓,
exclamation ❗,bangbang ‼️,information_source ℹ️,arrow_right ➡️,arrow_left ⬅️,arrow_up ⬆️,arrow_down ⬇️,arrows_counterclockwise 🔄,
leftwards_arrow_with_hook ↩️,heavy_plus_sign ➕,heavy_minus_sign ➖,no_entry ⛔,no_entry_sign 🚫,octagonal_sign 🛑,construction 🚧,
pushpin 📌,round_pushpin 📍,paperclip 📎,page_facing_up 📄,clipboard 📋,file_folder 📁,books 📚,book 📖,office 🏢,house 🏠,
handshake 🤝,ok_hand 👌,raised_hands 🙌,point_right 👉,point_left 👈,point_up ☝️,point_down 👇,trophy 🏆,dart 🎯,crystal_ball 🔮,
seedling 🌱,palm_tree 🌴,snowflake ❄️,zap ⚡,boom 💥,bug 🐛,ghost 👻,birthday 🎂,gift 🎁,one 1️⃣,two 2️⃣,three 3️⃣,four 4️⃣,five 5️⃣`;

const table = new Map(DRAWN.split(",").map((entry) => entry.trim().split(" ")));

/** What people most often answer with, for the reaction menu. */
export const COMMON = [
  "+1",
  "white_check_mark",
  "eyes",
  "tada",
  "heart",
  "joy",
  "thinking_face",
  "pray",
  "fire",
  "-1",
  "x",
  "wave",
];

/** Whether this machine has a font for them: an empty box would say less than the name does. */
const canDraw = (() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  pen.canvas.width = pen.canvas.height = 24;
  const ink = (letter) => {
    pen.clearRect(0, 0, 24, 24);
    pen.font = "16px sans-serif";
    pen.fillText(letter, 0, 18);
    return pen.getImageData(0, 0, 24, 24).data.join();
  };
  return ink("\u{1F44D}") !== ink("\u{1F9F5}"); // without a font both are the same box
})();

export const emoji = (name) => (canDraw ? (table.get(name.split("::")[0]) ?? null) : null);

export const drawn = (name) => emoji(name) ?? `:${name}:`;
