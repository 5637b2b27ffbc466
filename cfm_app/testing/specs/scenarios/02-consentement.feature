# language: fr
Fonctionnalité: Le consentement
  Rien de ce qui identifie une personne ne quitte le bureau sans son accord, et elle peut le reprendre.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam | opératrice  |            |
      | Ali    | responsable |            |
      | Oumar  | point focal | Logistique |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre l'appel de Zara Moussa :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
      | téléphone      | 66 12 34 56           |

  Scénario: Sans réponse de la personne, le référencement ne part pas
    Alors le consentement du cas est « Aucun »
    Quand Mariam réfère le cas : « Deux sacs manquants »
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé. Enregistrez d'abord un consentement décidé pour le partage, ou laissez un responsable référer avec une base légale et un motif. »
    Et le cas est à l'état « Enregistré »
    Et Oumar n'a pas reçu l'avis « Le référencement … attend votre réponse »

  Scénario: La personne refuse le partage
    Quand Mariam note ce que la personne accepte :
      | enregistrement         | oui |
      | rappeler la personne   | oui |
      | partager à l'intérieur | non |
    Alors le consentement du cas est « Partiel »
    Quand Mariam réfère le cas : « Deux sacs manquants »
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé. … »

  Scénario: Une question restée sans réponse empêche de décider
    Quand Mariam commence à noter le consentement sans poser les questions
    Alors le système refuse : « Interrogez d'abord la personne sur chaque finalité : Enregistrement, Rappeler la personne, Partager à l'intérieur, Partager avec un partenaire, Rapports sans nom, Photo ou son »
    Et aucun consentement n'est décidé pour le cas

  Scénario: Ce qui n'a pas été lu ne peut pas être accepté
    Quand Mariam note ce que la personne accepte :
      | texte lu               | non |
      | partager à l'intérieur | oui |
    Alors le système refuse : « Lisez d'abord le texte de consentement à la personne, et indiquez lequel vous avez lu. »
    Et aucun consentement n'est décidé pour le cas

  Scénario: La personne refuse que quoi que ce soit soit noté
    Quand Mariam note ce que la personne accepte :
      | texte lu       | non |
      | enregistrement | non |
    Alors le consentement du cas est « Refusé »
    Et le cas ne nomme personne
    Et le cas ne garde rien de ce qui a été dit

  Scénario: À qui refuse d'être noté on ne promet rien
    Quand Mariam note ce que la personne accepte :
      | enregistrement       | non |
      | rappeler la personne | oui |
    Alors le système refuse : « À qui ne veut pas être noté, on ne peut pas promettre : Rappeler la personne. Refusez-le aussi. »

  Scénario: Un consentement décidé est une preuve
    Quand Mariam note ce que la personne accepte :
      | partager à l'intérieur | oui |
      | photo ou son           | non |
    Et que Mariam change après coup la réponse « photo ou son » en oui
    Alors le système refuse : « Un consentement décidé ne peut pas être modifié. Retirez-le, ou enregistrez-en un nouveau. »

  Scénario: La personne reprend son accord pendant que le point focal travaille
    Quand Mariam note ce que la personne accepte :
      | rappeler la personne   | oui |
      | partager à l'intérieur | oui |
    Et que Mariam réfère le cas : « Deux sacs manquants »
    Et que Oumar accepte le référencement
    Et qu'arrive le mardi 8 décembre 2026 à 10 h
    Et que Mariam note que la personne retire son consentement : « Elle craint des ennuis »
    Alors le référencement est à l'état « Révoqué »
    Et Oumar a reçu l'avis « Le référencement … est révoqué : la personne a retiré son consentement. »
    Et Oumar ne trouve pas le référencement dans ses approbations
    Et le consentement du cas est « Retiré »
    Quand Oumar répond au référencement : « C'était déjà en route »
    Alors le système refuse : « Ce référencement n'est plus ouvert. »
    Quand Mariam réfère le cas : « Deux sacs manquants »
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé. … »

  Scénario: Un référencement renvoyé ne repart pas si la personne a changé d'avis entre-temps
    Quand Mariam note ce que la personne accepte :
      | partager à l'intérieur | oui |
    Et que Mariam réfère le cas : « Deux sacs manquants »
    Et que Oumar renvoie le référencement : « Quel site ? »
    Et que Mariam note que la personne retire son consentement : « Elle craint des ennuis »
    Et que Mariam adresse le référencement renvoyé à Oumar
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé. … »
    Et le référencement est à l'état « Renvoyé »

  Scénario: Accepter un partenaire n'est pas les accepter tous
    Quand Mariam note ce que la personne accepte :
      | partager à l'intérieur | oui |
      | partager avec SECADEV  | oui |
    Et que Mariam réfère le cas au partenaire UNICEF : « Deux sacs manquants »
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé avec UNICEF. Enregistrez d'abord un consentement pour ce partenaire, ou laissez un responsable référer avec une base légale et un motif. »
    Quand Mariam réfère le cas au partenaire SECADEV : « Deux sacs manquants »
    Alors le cas est à l'état « Référé »
    Quand Mariam note que la personne ne veut plus que SECADEV sache
    Alors le référencement est à l'état « Révoqué »
    Et le consentement du cas est « Partiel »

  Scénario: L'accord de partage avec le partenaire a pris fin
    Étant donné que la convention avec SECADEV a pris fin hier
    Quand Mariam note ce que la personne accepte :
      | partager avec SECADEV | oui |
    Et que Mariam réfère le cas au partenaire SECADEV : « Deux sacs manquants »
    Alors le système refuse : « L'accord de partage de données avec SECADEV a pris fin le 06-12-2026. »

  Scénario: Un accord donné pour un temps ne vaut plus ensuite
    Quand Mariam note ce que la personne accepte :
      | partager à l'intérieur | oui jusqu'au 2026-12-10 |
    Et qu'arrive le jeudi 10 décembre 2026 à 17 h
    Et que Mariam réfère le cas : « Deux sacs manquants »
    Alors le cas est à l'état « Référé »
    Quand arrive le vendredi 11 décembre 2026 à 8 h
    Et que Oumar renvoie le référencement : « Ce n'est pas un site de Bol »
    Et que Mariam réfère le cas : « Deux sacs manquants, site de Baga Sola »
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé. … »

  Scénario: En danger de vie, le responsable réfère sans consentement et dit pourquoi
    Quand Mariam réfère le cas à Oumar sans consentement, par « Intérêt vital » : « Famine au village »
    Alors le système refuse : « Seul le rôle Responsable du mécanisme peut référer sans le consentement de la personne. »
    Quand Ali réfère le cas à Oumar sans consentement et sans motif
    Alors le système refuse : « Pour référer sans consentement, donnez la base légale et le motif. »
    Quand Ali réfère le cas à Oumar sans consentement, par « Intérêt vital » : « Famine au village »
    Alors le référencement attend la réponse de Oumar
    Et le référencement repose sur le motif « Famine au village », de la main de Ali
